FROM python:3.12-alpine
ADD https://example.com/words.json /app/words.json
COPY app.py /app/
CMD ["python", "/app/app.py"]
