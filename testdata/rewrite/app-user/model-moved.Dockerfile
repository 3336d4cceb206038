FROM python:3.12-alpine
ENV HF_HOME=/models
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt && python download.py
CMD ["python", "serve.py"]
