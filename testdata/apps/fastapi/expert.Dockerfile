FROM python:3.11 AS build
WORKDIR /usr/src/app
COPY requirements.txt .
RUN pip install --no-cache-dir --no-compile -r requirements.txt \
    # what the runtime's base brings itself must not be shipped twice
    && cd /usr/local/lib/python3.11/site-packages \
    && rm -rf pip pip-* setuptools setuptools-* wheel wheel-* pkg_resources _distutils_hack distutils-precedence.pth \
    && find . -depth -type d \( -name tests -o -name test \) -exec rm -rf {} + \
    && find . -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
    && python -m compileall -q -f --invalidation-mode unchecked-hash .

FROM python:3.11-slim
# the slim base carries no bytecode of the standard library: each start would compile it again
RUN python -m compileall -q --invalidation-mode unchecked-hash \
        -x '/(site-packages|idlelib|lib2to3|tkinter|turtledemo|ensurepip|pydoc_data|distutils)/' /usr/local/lib/python3.11 \
    && groupadd --gid 10001 app \
    && useradd --uid 10001 --gid 10001 --no-log-init --create-home --shell /usr/sbin/nologin app
# the slim base does not know the types of .woff2, .docx and the like
COPY --from=build /etc/mime.types /etc/mime.types
COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/fastapi /usr/local/bin/uvicorn /usr/local/bin/
WORKDIR /usr/src/app
RUN chown 10001:10001 .
COPY app app
RUN python -m compileall -q --invalidation-mode checked-hash app
EXPOSE 8000
USER 10001:10001
CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8000"]
