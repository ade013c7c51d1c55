import sys, tests.bench.map as m
from tests.registers import field
m.SHAPES = [*field.shapes()]
sys.exit(m.run(sys.argv[1:]))
