FROM python:3.11-slim
RUN useradd --uid 10001 --no-log-init --create-home --shell /usr/sbin/nologin app \
 && python -m compileall -q --invalidation-mode unchecked-hash \
        -x '/(site-packages|idlelib|lib2to3|tkinter|turtledemo|ensurepip|pydoc_data|distutils)/' /usr/local/lib/python3.11
WORKDIR /app
COPY index index
COPY requirements.txt .
RUN --mount=type=secret,id=PIP_TOKEN,required=true \
    python index/serve.py \
 && pip install --no-cache-dir -r requirements.txt --index-url "http://ci:$(cat /run/secrets/PIP_TOKEN)@127.0.0.1:8765/simple"
COPY app.py .
EXPOSE 8000
USER 10001:10001
CMD ["python", "app.py"]
