open('out.txt', 'w')
