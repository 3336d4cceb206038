FROM python:3.11
RUN mkdir /app && mkdir /srv/data
WORKDIR /app
RUN python -m venv /opt/shop/venv
RUN mkdir -m 755 /opt/shop && ln -s /opt/shop/venv /opt/shop/environment
ENV PATH="/opt/shop/venv/bin:$PATH"
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "app.py"]
