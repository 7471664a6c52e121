import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordAll } from '../corpus/forms/recorder/recorder.mjs';

test('every recorded form is what the snapshot script says of its page today', async () => {
  const { pages, differing, failed } = await recordAll({ check: true });
  assert.ok(pages > 0, 'the corpus is not where it should be');
  assert.deepEqual({ differing, failed }, { differing: [], failed: [] }, 'node tests/corpus/forms/record.mjs records anew');
});
