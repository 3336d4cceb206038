FROM python:3.12-alpine

# the sources
COPY . /app
WORKDIR /app
RUN apk add --no-cache ffmpeg

# what they need
RUN pip install --no-cache-dir -r requirements/web.txt
EXPOSE 8000
CMD ["python", "web.py"]
