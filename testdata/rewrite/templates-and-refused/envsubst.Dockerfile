FROM ${BASE_IMAGE}
RUN apk add --update ${EXTRA_PACKAGES} bash
COPY ${SRC} /app
