FROM registry.example.com/base
WORKDIR app
