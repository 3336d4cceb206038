FROM alpine:3.20
ADD https://github.com/example/tool.git#v1.0 /src
ADD git@github.com:example/private.git /private
