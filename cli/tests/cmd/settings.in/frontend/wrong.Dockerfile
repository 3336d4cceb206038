# syntax=k8or/frontend levle=2 skip=app-usr
FROM debian:12
RUN true
