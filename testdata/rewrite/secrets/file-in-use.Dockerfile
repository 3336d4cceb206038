FROM debian:bookworm-slim
COPY .netrc /root/.netrc
RUN ./fetch
COPY pip.conf /etc/pip.conf
RUN sed -i s/a/b/ /etc/pip.conf && ./install
CMD ["./run"]
