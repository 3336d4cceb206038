FROM opensuse/leap:15
RUN zypper -n in python3 python3-pip && zypper clean --all
RUN pip3 install --no-cache-dir ansible
