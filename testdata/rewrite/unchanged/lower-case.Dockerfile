from alpine:3.20
workdir /srv
copy . .
cmd ["httpd", "-f"]
