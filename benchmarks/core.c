/* The core sums by hand, for comparison: income tax, National Insurance and Universal Credit of one adult with a job by the hour, a rent and
   no children. Amounts are those of the rules: see benchmarks/batch.py. */
#include <math.h>

static double penny(double x) { return floor(x * 100 + 0.5 + 2e-8) / 100; }

void core(long n, const double *a, const double *age, const double *hours, const double *pay, const double *rent, double *tax, double *ni, double *uc)
{
    for (long i = 0; i < n; i++) {
        double month = hours[i] * pay[i] * 52 / 12, year = hours[i] * pay[i] * 52;
        double taxable = fmax(0, year - a[0]), t = 0;
        for (int b = 0; b < 3; b++)
            t += a[3 + 2 * b] * fmin(fmax(taxable - a[2 + 2 * b], 0), (b < 2 ? a[4 + 2 * b] : INFINITY) - a[2 + 2 * b]);
        tax[i] = penny(t / 12);
        ni[i] = penny(a[10] * fmax(0, fmin(month, a[9]) - a[8]) + a[11] * fmax(0, month - a[9]));
        double most = (age[i] < 25 ? a[12] : a[13]) + rent[i];
        uc[i] = penny(fmax(0, most - a[14] * fmax(0, month - tax[i] - ni[i])));
    }
}
