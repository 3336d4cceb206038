export A=b
touch ready
