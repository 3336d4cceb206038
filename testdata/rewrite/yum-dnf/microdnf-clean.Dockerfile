FROM registry.access.redhat.com/ubi8/ubi-minimal:8.9
RUN microdnf install --nodocs tar gzip && microdnf clean all
