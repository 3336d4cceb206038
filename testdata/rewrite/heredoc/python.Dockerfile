FROM python:3.12-slim
RUN <<EOF python3
print("pip install nothing")
EOF
