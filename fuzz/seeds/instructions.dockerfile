# escape=`
# comment
ARG BASE=debian
FROM --platform=$TARGETPLATFORM ${BASE} as app
MAINTAINER A <a@b.c>

ENV a b
ENV a=b c="d e"
LABEL a b

WORKDIR app
USER root

EXPOSE 80/TCP 443
VOLUME /a

ADD a b /c
ADD a.tar.gz /
copy --from=app /a /b
COPY a b c

ONBUILD RUN apt-get update
HEALTHCHECK --interval=1s CMD curl a

CMD a b
CMD ["a", "b"]
ENTRYPOINT exec app $x

COPY <<A <<-"B" /a/
x
A
	y
	B

STOPSIGNAL 9
SHELL ["powershell", "-Command"]
RUN echo a `
    b
