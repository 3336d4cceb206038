FROM node:20 AS build
WORKDIR /src
COPY web/ ./
RUN npm ci
RUN npm run build

FROM nginx:1.27
COPY --from=build /src/dist /usr/share/nginx/html
