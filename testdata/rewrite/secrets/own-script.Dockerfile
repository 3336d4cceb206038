FROM python:3.11
WORKDIR /app
ARG API_KEY
COPY . .
RUN pip install -r requirements.txt && python fetch.py
CMD ["python", "app.py"]
