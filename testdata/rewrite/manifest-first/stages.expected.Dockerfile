FROM node:20 AS build
WORKDIR /src
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci
COPY web/ ./
RUN npm run build

FROM nginx:1.27
COPY --from=build /src/dist /usr/share/nginx/html
