FROM {{ base_image }}
RUN apt-get update && apt-get install -y {{ packages }}
CMD ["app"]
