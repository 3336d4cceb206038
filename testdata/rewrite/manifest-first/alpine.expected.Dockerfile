FROM python:3.12-alpine

WORKDIR /app
RUN apk add --no-cache ffmpeg

COPY requirements/web.txt requirements/base.txt /app/requirements/
# what they need
RUN pip install --no-cache-dir -r requirements/web.txt

# the sources
COPY . /app
EXPOSE 8000
CMD ["python", "web.py"]
