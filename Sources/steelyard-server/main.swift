import Glibc

print("steelyard-server 0.1.0")
exit(0)
