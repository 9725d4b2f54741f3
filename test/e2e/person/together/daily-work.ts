/** One window for what is done every day, then one in Chinese: each test file begins anew, in the order that stands here. */
import '../chat.test.ts';
import '../follow-up.test.ts';
import '../edit.test.ts';
import '../measuring.test.ts';
import '../panel.test.ts';
import '../chinese.test.ts';
