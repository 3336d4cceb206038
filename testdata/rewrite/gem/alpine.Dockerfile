FROM alpine:3.19
RUN apk add --no-cache ruby ruby-dev build-base
RUN gem install --no-document puma
RUN gem install sinatra rackup
