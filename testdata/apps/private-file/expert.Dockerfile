FROM python:3.11-slim
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app
WORKDIR /app
COPY . .
RUN chown app . config/mail.ini
EXPOSE 8000
USER 10001:10001
CMD ["python", "app.py"]
