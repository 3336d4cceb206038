FROM ${BASE_IMAGE}
RUN apk add --no-cache ${EXTRA_PACKAGES} bash
COPY ${SRC} /app
