#!/usr/bin/env python3
"""Writes Sources/SteelyardKernels/sobol_directions.inc from the table that scipy carries.

Run from the package root: python3 Scripts/sobol_directions.py
The table is that of S. Joe and F. Kuo (file new-joe-kuo-6.21201); its notice is copied with it.
"""
import pathlib

import numpy
import scipy.stats

DIMENSIONS = 128

HEAD = """\
// Written by Scripts/sobol_directions.py; change that program, not this file.
//
// Primitive polynomials and initial direction numbers: S. Joe, F. Kuo, "Constructing Sobol sequences
// with better two-dimensional projections", SIAM J. Scientific Computing 30 (2008), 2635-2654, file
// new-joe-kuo-6.21201. Their notice:
//
// Copyright (c) 2008, Frances Y. Kuo and Stephen Joe. All rights reserved.
//
// Redistribution and use in source and binary forms, with or without modification, are permitted
// provided that the following conditions are met: Redistributions of source code must retain the
// above copyright notice, this list of conditions and the following disclaimer. Redistributions in
// binary form must reproduce the above copyright notice, this list of conditions and the following
// disclaimer in the documentation and/or other materials provided with the distribution. Neither
// the names of the copyright holders nor the names of the University of New South Wales and the
// University of Waikato and its contributors may be used to endorse or promote products derived
// from this software without specific prior written permission.
//
// THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR
// IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND
// FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE LIABLE
// FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT
// NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR
// BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT
// LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
// SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

// Per dimension: the polynomial with all its coefficients as bits, then the initial numbers, as many
// as its degree. The first dimension has neither.
"""


def main():
    source = pathlib.Path(scipy.stats.__file__).parent / "_sobol_direction_numbers.npz"
    data = numpy.load(source)
    polynomials = [int(p) for p in data["poly"][:DIMENSIONS]]
    width = max(p.bit_length() - 1 for p in polynomials)
    rows = []
    for polynomial, initial in zip(polynomials, data["vinit"]):
        degree = polynomial.bit_length() - 1
        numbers = [int(m) for m in initial[:degree]]
        rows.append("    {" + ", ".join(str(n) for n in [polynomial, *numbers]) + "},")
    lines = [
        "#define SOBOL_DIGITS 52",
        f"static const uint32_t sobol_direction[{DIMENSIONS}][{width + 1}] = {{",
        *rows,
        "};",
    ]
    target = pathlib.Path("Sources/SteelyardKernels/sobol_directions.inc")
    target.write_text(HEAD + "\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
