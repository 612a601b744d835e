"""What is right: names, codes, plates, numbers and the rules over them.

Pure Python: nothing here reads a disk, a network, a table or a data frame.
"""
