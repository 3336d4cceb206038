FROM ubuntu:18.04
RUN apt-get update && apt-get install -y autoconf automake bison build-essential cmake curl flex git libboost-all-dev libcurl4-openssl-dev libfreetype6-dev libjpeg-dev libpng-dev libssl-dev libtool libxml2-dev ninja-build pkg-config python3-dev unzip wget zip zlib1g-dev
