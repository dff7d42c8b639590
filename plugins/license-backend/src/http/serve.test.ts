import { mockErrorHandler, mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { endpoints } from '@thetasecure/backstage-plugin-license-common';
import express from 'express';
import Router from 'express-promise-router';
import request from 'supertest';
import { serve } from './serve';

describe('serve', () => {
  it('tells the auditor which event somebody failed to acknowledge', async () => {
    const fail = jest.fn();
    const auditor = mockServices.auditor.mock({
      createEvent: jest.fn(async () => ({ success: jest.fn(), fail })),
    });
    const gone = new NotFoundError('no such event');
    const { path } = endpoints.acknowledgeEvent;
    const router = Router().post(
      path,
      serve(endpoints.acknowledgeEvent, () => Promise.reject(gone), {
        auditor,
        httpAuth: mockServices.httpAuth(),
        permissions: mockServices.permissions({
          result: AuthorizeResult.ALLOW,
        }),
      }),
    );

    await request(express().use(router).use(mockErrorHandler()))
      .post('/security/events/key_used%3Aa/acknowledge')
      .send({ note: 'Known.', evidence: 'as shown' })
      .expect(404);

    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'event-acknowledge',
        severityLevel: 'medium',
        meta: { event: 'key_used:a' },
      }),
    );
    expect(fail).toHaveBeenCalledWith({ error: gone });
  });
});
