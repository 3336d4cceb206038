FROM debian:bookworm-slim
ARG API_KEY
RUN ./fetch --key $API_KEY \
 && make
CMD ["./run"]
