import { createOpenApiDocument } from './openapi';

describe('createOpenApiDocument', () => {
  it('describes every route with the schemas that validate it', () => {
    const document = createOpenApiDocument('1.2.3') as any;
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
    console.log(JSON.stringify(document, null, 1).slice(0, 6000));
  });
});
