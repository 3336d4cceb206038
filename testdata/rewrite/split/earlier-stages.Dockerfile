FROM node:20-slim AS build
WORKDIR /ui
COPY ui/ .
RUN npm ci && npm run build

FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir uwsgi
COPY --from=0 /ui/dist /srv/static
COPY --from=build /ui/package.json /srv/
CMD ["uwsgi", "--ini", "/srv/uwsgi.ini"]