FROM debian:bookworm-slim
RUN echo 'sleep 1' > /start.sh
CMD ["sh", "/start.sh"]
