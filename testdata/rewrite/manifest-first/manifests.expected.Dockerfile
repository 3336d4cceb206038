FROM python:3.12-alpine
WORKDIR /srv
COPY requirements requirements
RUN pip install --no-cache-dir -r requirements/web.txt
COPY . .
CMD ["python", "a.py"]
