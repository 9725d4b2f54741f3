/** One editor for windows that are loaded again and that stand beside each other, in the order that stands here. */
import '../ask.test.ts';
import '../compare.test.ts';
import '../two-windows.test.ts';
