FROM python:3.12-alpine
WORKDIR /srv
COPY . .
RUN rm -rf tests && ./configure.sh
RUN pip install --no-cache-dir -r requirements.txt
CMD ["python", "a.py"]
