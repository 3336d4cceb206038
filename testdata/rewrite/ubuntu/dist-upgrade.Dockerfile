FROM ubuntu:20.04
RUN apt-get update
RUN apt-get -y dist-upgrade
RUN apt-get -y install supervisor
RUN apt-get -y autoremove
COPY supervisord.conf /etc/supervisor/conf.d/
CMD ["/usr/bin/supervisord"]
