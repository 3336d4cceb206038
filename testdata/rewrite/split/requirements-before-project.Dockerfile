FROM python:3.11
WORKDIR /src
COPY . .
RUN set -e; mkdir /data && pip install --upgrade pip && \
    pip install -r requirements.txt -c constraints.txt && \
    pip install .
CMD ["desk"]
