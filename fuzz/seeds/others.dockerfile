FROM alpine:3.20
RUN apk update && apk add curl
RUN apk add --no-cache git && \
  rm -rf /var/cache/apk/*

# k8or ignore=all
RUN pip install flask && pip3 install -r a.txt

RUN npm install && npm cache clean --force

RUN gem install rails && bundle install

RUN yum install -y gcc && yum clean all
RUN dnf -y install git

RUN useradd -u 99999 app && wget http://a/b

FROM scratch
COPY --from=0 /a /a
