FROM python:3.12-alpine
COPY app.py key.pem /app/
RUN chmod 600 /app/key.pem
CMD ["python", "/app/app.py"]
