FROM registry.access.redhat.com/ubi9/ubi-minimal
RUN microdnf install -y python3.11 shadow-utils
USER 1001
