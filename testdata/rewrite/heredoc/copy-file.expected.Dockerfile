FROM nginx:1.27-alpine
COPY <<EOF /etc/nginx/conf.d/default.conf
server {
    listen 80;

    # apk update && apk add curl
    root /srv;
}
EOF
