/** One window for what depends on upstreams and prices: each test file begins anew, in the order that stands here. */
import '../models.test.ts';
import '../verify-tracks.test.ts';
import '../cancel.test.ts';
import '../breaker.test.ts';
import '../budget.test.ts';
import '../profiles.test.ts';
import '../media.test.ts';
import '../price.test.ts';
