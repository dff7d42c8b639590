import { createTranslationRef } from '@backstage/core-plugin-api/alpha';

/**
 * All texts of the License page.
 *
 * @public
 */
export const licenseTranslationRef = createTranslationRef({
  id: 'license',
  messages: {
    page: {
      title: 'License Management',
      subtitle:
        'Manage software licenses, monitor usage, and verify license integrity',
      overview: 'Overview',
      licenses: 'Licenses',
      security: 'Security',
    },
    common: {
      cancel: 'Cancel',
      close: 'Close',
      retry: 'Retry',
      unknown: '–',
      expected: 'Estimated result',
    },
    states: {
      loading: 'Loading',
      forbidden: {
        title: 'You may not see this',
        body: 'Ask an administrator of this portal for the permission to see its licenses.',
      },
      signedOut: {
        title: 'You are no longer signed in',
        body: 'Your session has ended. Sign in again, then retry.',
      },
      missing: {
        title: 'License Management is not installed',
        body: 'The portal answers, but knows nothing of licenses. Add the license backend plugin to its backend.',
      },
      unreachable: {
        title: 'The license service is unreachable',
        body: 'No current numbers can be shown. Check your connection; this page tries again by itself every few seconds.',
      },
      failed: {
        title: 'Something went wrong',
        body: 'The license service could not answer. Retry; if it keeps failing, look into the log of the backend.',
      },
      notLoaded: {
        title: 'This part of the page could not be loaded',
        body: 'Check your connection, then retry. If it keeps failing, reload the page: the portal may have been updated since you opened it.',
      },
      serverSays: 'The server says: {{message}}',
    },
    paging: {
      rowsPerPage: 'Rows per page',
      rows: '{{from}}–{{to}} of {{total}}',
      previousPage: 'Previous page',
      nextPage: 'Next page',
    },
    errors: {
      forbidden: 'You do not have the permission to do this.',
      signedOut: 'Your session has ended. Sign in again, then retry.',
      missing: 'It is no longer there: somebody else may have removed it.',
      unreachable:
        'The license service did not answer. Check your connection, then try again.',
      failed:
        'The license service failed. Try again; if it keeps failing, look into the log of the backend.',
      tooLarge: 'The file is larger than 64 KiB, the most a license can have.',
    },
    mode: {
      licensed: 'Licensed',
      licensedGrace: 'Licensed – grace period',
      trial: 'Trial',
      trialGrace: 'Trial – grace period',
      limited: 'Limited',
      unknown: 'Not known beforehand',
    },
    card: {
      operatingMode: {
        title: 'Operating Mode',
        licensed: 'The system is properly licensed.',
        licensedGrace:
          'Every license has ended and is in its grace period. Renew before it is over.',
        trial: 'Only trial licenses are in force.',
        trialGrace:
          'Every trial has ended and is in its grace period. Purchase a license before it is over.',
        limited: 'No license is in force. Upload one to activate the system.',
      },
      activeUsers: {
        title: 'Active Users',
        value: '{{users}} / {{capacity}}',
        rule: 'Counted: {{rule}}',
        countedAt: 'As of {{time}}',
        stale: 'Not up to date, last counted {{time}}.',
        neverCounted: 'Not counted yet.',
        counting: 'Counting…',
        countingFirst: 'Counting for the first time…',
        countingAgain: 'Counting… Last counted {{time}}.',
        reason: 'Reason: {{reason}}',
      },
      utilization: {
        title: 'Utilization',
        value: '{{percent}} %',
        hint: 'of the licensed capacity is in use.',
        unknown: 'Not known.',
      },
      remaining: {
        title: 'Remaining Slots',
        hint: 'user slots are available.',
        unknown: 'Not known while the number of users is not.',
        low: 'Purchase additional licenses or clean up inactive accounts.',
        over_one: '{{count}} user over the capacity',
        over_other: '{{count}} users over the capacity',
        overBy_one:
          '{{count}} user over the capacity. Purchase additional licenses or clean up inactive accounts.',
        overBy_other:
          '{{count}} users over the capacity. Purchase additional licenses or clean up inactive accounts.',
      },
    },
    users: {
      link: 'Who is counted?',
      title: 'Who is counted?',
      counted: 'Counted',
      reclaim: 'Reclaim',
      number_one: '{{number}} active user.',
      number_other: '{{number}} active users.',
      search: 'Search',
      searchHint: 'User or name',
      download: 'Download CSV',
      separator: 'Separator',
      comma: 'Comma ( , )',
      semicolon: 'Semicolon ( ; )',
      none: 'Nobody is counted',
      noneHint:
        'Nobody counts as an active user at the moment, or nobody was counted yet.',
      noMatch: 'Nobody matches',
      noMatchHint: 'Change the search to see others.',
      showAll: 'Show all',
      forbidden:
        'Ask an administrator of this portal for the permission license.usage.read to see who is counted.',
      column: {
        user: 'User',
        displayName: 'Name',
        since: 'Counted since',
        lastSeenAt: 'Last seen',
        reason: 'Why',
      },
    },
    reclaim: {
      hint: 'Shows whose slot could be freed. It only looks: nothing is changed.',
      days: 'Days without a sign-in',
      daysHint: 'A whole number from 1 to 3650',
      table: 'Users who would free a slot',
      window_one: 'If only users seen in the last day counted:',
      window_other: 'If only users seen in the last {{number}} days counted:',
      freed_one:
        '{{number}} user would free a slot, {{remaining}} would remain.',
      freed_other:
        '{{number}} users would free a slot, {{remaining}} would remain.',
      neverSeen_one:
        '{{number}} user was never seen: nobody knows of a sign-in, so this user would still count.',
      neverSeen_other:
        '{{number}} users were never seen: nobody knows of a sign-in, so they would still count.',
    },
    usage: {
      title: 'Users and slots',
      range: 'Period',
      days: '± {{days}} days',
      year: '± 1 year',
      chart:
        'Chart of active users and slots from {{from}} to {{to}}; the table below it has the numbers.',
      today: 'Today',
      showTable: 'Show as table',
      hideTable: 'Hide the table',
      table: 'Users and slots by date',
      period: '{{from}} – {{to}}',
      from: 'from {{date}}',
      asToday: '{{users}} (as today)',
      notCounted: 'not counted',
      tooFew: '{{missing}} too few',
      users_one: '{{number}} user',
      users_other: '{{number}} users',
      slots_one: '{{number}} slot',
      slots_other: '{{number}} slots',
      column: {
        date: 'Date',
        users: 'Active users',
        peak: 'Peak of the day',
        capacity: 'Slots',
      },
      legend: {
        users: 'Active users',
        peak: 'Peak of the day',
        expected: 'Users of today',
        capacity: 'Slots',
        shortfall: 'Too few slots',
      },
    },
    outlook: {
      tooFewNow: 'Today {{slots}} for {{users}}: {{missing}} too few.',
      tooFewLater_one:
        'From {{date}} {{before}} slot becomes {{after}}; {{missing}} too few for the {{users}} of today.',
      tooFewLater_other:
        'From {{date}} {{before}} slots become {{after}}; {{missing}} too few for the {{users}} of today.',
      usersUnknown:
        'Nobody knows how many users there are at the moment, so it cannot be told when slots become too few.',
      madeUp: 'Until then grace periods make up for licenses that have ended.',
      withoutGrace:
        'Without grace periods the slots are enough until {{date}}.',
      enough:
        'The licenses installed are enough for the users of today until {{date}}.',
      enoughGrace:
        'The licenses installed are enough for the users of today until {{date}}, with grace periods until {{grace}}.',
      inForce: 'Licenses are in force until {{date}}.',
      inForceGrace:
        'Licenses are in force until {{date}}, with grace periods until {{grace}}.',
      onlyGrace: 'Only licenses in their grace period count, until {{date}}.',
      gap: 'No license from {{from}} to {{to}}.',
      gapOpen: 'No license from {{from}} on.',
    },
    warnings: {
      utilization: 'At least {{percent}} % of the slots are in use.',
      full: 'Every slot is in use.',
      over_one: 'Every slot is in use, and {{number}} user has none.',
      over_other: 'Every slot is in use, and {{number}} users have none.',
      purchase: 'Purchase additional licenses or clean up inactive accounts.',
      coverageEnds:
        'The licenses in force are enough for the users of today until {{date}}.',
      licensesEnd: 'Licenses are in force until {{date}}.',
      graceUntil: 'After that grace periods make up for them until {{date}}.',
      graceNeeded:
        'Since {{date}} the slots are enough only because of licenses in their grace period.',
      onlyGrace:
        'Since {{date}} every license that counts is in its grace period.',
      lastsUntil: 'That lasts until {{date}}.',
      graceEnds: 'Since {{date}} no license counts.',
      renew:
        'Get a renewal from your vendor and upload it on the Licenses tab.',
    },
    overview: {
      cards: 'License status',
      activeLicenses: 'Active Licenses',
      evaluatedAt: 'As of {{time}}',
      licenseKey: 'License key',
      maxUsers_one: '{{count}} user',
      maxUsers_other: '{{count}} users',
      expires: 'Expires {{date}}',
      expired: 'Expired {{date}}',
      graceUntil: 'Grace period until {{date}}: renew before then',
      more_one: '{{count}} more license counts. See all on the Licenses tab',
      more_other: '{{count}} more licenses count. See all on the Licenses tab',
      none: 'No license is in force.',
      noneHint: 'See what is installed on the Licenses tab',
    },
    start: {
      title: 'Getting started',
      noKey:
        'This portal trusts no license issuer yet, so no license can be verified. Add the public key of your vendor to the configuration (app-config.yaml) and restart the backend:',
      noLicense:
        'No license is in force. Send the product instance ID to your vendor, then upload the license file you get.',
      upload: 'Go to the Licenses tab and click Upload License',
      instanceId: 'Product instance ID',
      instanceIdHint:
        'It names this deployment. A license bound to it works nowhere else.',
      copyId: 'Copy the product instance ID',
      copySnippet: 'Copy the configuration',
    },
    licenses: {
      title: 'Licenses',
      refresh: 'Refresh',
      refreshing: 'Checking all licenses',
      upload: 'Upload License',
      search: 'Search',
      searchHint: 'License ID, product, customer or email',
      statusFilter: 'Status',
      anyStatus: 'All statuses',
      empty: 'No license is installed',
      emptyHint: 'Click Upload License to add the file that your vendor sent.',
      emptyHintViewer: 'Ask an administrator of this portal to upload one.',
      noMatch: 'No license matches',
      noMatchHint: 'Change the search or the status to see others.',
      showAll: 'Show all',
      refreshed_one: '{{count}} license was checked, {{changed}}.',
      refreshed_other: '{{count}} licenses were checked, {{changed}}.',
      changed_zero: 'nothing changed',
      changed_one: '{{count}} changed',
      changed_other: '{{count}} changed',
    },
    column: {
      license: 'License',
      customer: 'Customer',
      maxUsers: 'Max Users',
      validPeriod: 'Valid Period',
      status: 'Status',
      actions: 'Actions',
      anyDeployment: 'any deployment',
      instance: 'Product instance',
      period: '{{from}} - {{until}}',
      file: 'From a file',
      fileHint:
        'Installed by configuration: remove it from the folder of license files instead.',
      openChecks: 'Show the checks of {{id}}',
    },
    details: {
      title: 'License {{id}}',
      facts: 'Details',
      checks: 'Checks',
      product: 'Product',
      type: 'Type',
      subscription: 'Subscription',
      trial: 'Trial',
      licenseKey: 'License key',
      graceUntil: 'Grace period until',
      timeZone: 'Time zone',
      features: 'Features',
      source: 'Source',
      upload: 'upload',
      file: 'file',
      installedAt: 'Installed',
      installedBy: 'Installed by',
    },
    check: {
      pass: 'Passed',
      warn: 'Warning',
      fail: 'Failed',
      remedy: 'What to do: {{remedy}}',
      code: {
        format: 'Format',
        key: 'Signing key',
        signature: 'Signature',
        product: 'Product',
        instance: 'Deployment',
        revocation: 'Revocation',
        version: 'Version',
        integrity: 'Integrity',
        clock: 'Clock',
        period: 'Validity period',
      },
    },
    compare: {
      before: 'Before',
      after: 'After',
      card: 'Card',
    },
    remove: {
      button: 'Delete',
      buttonFor: 'Delete {{id}}',
      title: 'Delete License',
      question: 'Delete the license {{id}} from the system?',
      effect: 'What deleting it does to the cards (estimated)',
      noEffect:
        'This license does not count at the moment: the cards stay as they are.',
      estimate:
        'The result is an estimate: a license that this one supersedes, or the same license from a file, may count again.',
      noEstimate:
        'What it does to the cards cannot be told at the moment: {{reason}}',
      done: 'The license {{id}} was deleted.',
      busy: 'Deleting',
    },
    upload: {
      title: 'Upload License',
      hint: 'Choose the license.json that your vendor sent, or drop it here.',
      choose: 'Choose file',
      chooseOther: 'Choose another file',
      fileInput: 'License file',
      button: 'Upload',
      checking: 'Checking the file',
      uploading: 'Uploading',
      refused: 'This file cannot be installed.',
      accepted: 'This file can be installed.',
      acceptedWarn: 'This file can be installed, with a warning.',
      same: 'This license is installed already. Uploading it again changes nothing.',
      checks: 'Checks',
      effect: 'What it does to the cards',
      wrongType: 'Only a .json file can be a license.',
      tooMany: 'Choose one file at a time.',
      unreadable:
        'The file could not be read. Check that it still exists and that you may open it.',
      done: 'The license {{id}} of {{customer}} is installed.',
      unchanged: 'The license {{id}} was installed already: nothing changed.',
    },
    security: {
      integrity: 'Integrity Status',
      tamperDetection: 'Tamper Detection',
      enabled: 'Enabled',
      disabled: 'Disabled',
      disabledHint:
        'Nothing watches the license files. Set license.integrity.enabled to true to switch it on.',
      criticalEvents: 'Critical Events',
      criticalHint: 'Investigate immediately: see the events below.',
      lastScan: 'Last Scan',
      unsealed: 'The ledger is not sealed.',
      unsealedMeaning:
        'Its entries are chained, but no secret seals them: somebody who can write to the database can rewrite the whole ledger and compute it anew, and no scan notices.',
      unsealedRemedy:
        'Set license.integrity.keys to a list with one secret of at least 32 random characters, the same on every replica, and restart the backend.',
      secretMissing:
        'The ledger is sealed with a secret that this backend does not have.',
      secretMissingMeaning:
        'What is shown is the last state that the backend could verify. It believes nothing newer, and takes no changes.',
      secretMissingRemedy:
        'Give every replica all secrets of license.integrity.keys. To change a secret, add the new one behind the others on every replica first, then put it first.',
      overdueScan:
        'Overdue: no integrity scan finished for over three intervals.',
      overdueScanRemedy:
        'Check that the backend runs, and that its scheduler starts the task license-integrity-scan.',
      overdueValidation:
        'Overdue: no validation finished for over three intervals.',
      overdueValidationRemedy:
        'Check that the backend runs, and that its scheduler starts the task license-validation.',
      overdueLink: 'See on the Security tab what to do',
      never: 'Never',
      runScan: 'Run Integrity Scan',
      scanning: 'Integrity scan running',
      scanned_one: 'Integrity scan finished: {{count}} checked, {{events}}.',
      scanned_other: 'Integrity scan finished: {{count}} checked, {{events}}.',
      newEvents_zero: 'no new events',
      newEvents_one: '{{count}} new event',
      newEvents_other: '{{count}} new events',
      scanStillRunning:
        'The integrity scan is still running. Its result appears here once it is done.',
      validation: 'Validation Scheduler',
      lastValidation: 'Last Validation',
      nextValidation: 'Next Validation',
      notScheduled: 'Not scheduled',
      interval: 'Interval',
      onlyTriggered: 'Only when triggered',
      validationErrors: 'Validation Errors',
      errorsHint:
        'Investigate immediately: look for the status invalid on the Licenses tab.',
      forceValidation: 'Force Validation Now',
      validating: 'Validation running',
      validated: 'Validation triggered successfully.',
      validatedWithErrors_one:
        'Validation triggered: {{count}} license failed its checks.',
      validatedWithErrors_other:
        'Validation triggered: {{count}} licenses failed their checks.',
      validationStillRunning:
        'The validation is still running. Its result appears here once it is done.',
      noResult:
        'No result came. Look into the log of the backend, then try again.',
      alert_one:
        '{{count}} critical security event is open. Licenses may have been tampered with.',
      alert_other:
        '{{count}} critical security events are open. Licenses may have been tampered with.',
      alertLink: 'See on the Security tab what was found and what to do',
    },
    events: {
      title: 'Open security events',
      closedTitle: 'Closed security events',
      showClosed: 'Show closed events',
      hideClosed: 'Hide closed events',
      noneClosed: 'No event was closed yet.',
      critical: 'critical',
      warning: 'warning',
      type: {
        ledger_damaged: 'Ledger damaged',
        document_edited: 'Document edited',
        document_missing: 'Document missing',
        document_unknown: 'Unknown document stored',
        record_edited: 'Record edited',
        revoked_installed: 'Revoked license installed',
        trusted_key_added: 'Trusted key added',
        file_invalid: 'License file became invalid',
        clock_back: 'Clock set back',
        key_untrusted: 'Signing key no longer trusted',
        file_gone: 'License file gone',
        clock_forward: 'Clock leapt ahead',
        scans_missed: 'Integrity scans missed',
        instance_changed: 'Product instance changed',
        unsealed: 'Ledger not sealed',
      },
      active: 'still the case',
      gone: 'no longer the case, not acknowledged yet',
      closed: 'closed',
      acknowledged: 'Acknowledged by {{who}}, {{time}}.',
      staysOpenLicense:
        'It stays open until the license is repaired or deleted.',
      staysOpenDocument: 'It stays open until the document is deleted.',
      staysOpenFile: 'It stays open until the file is repaired or removed.',
      staysOpen: 'It stays open until its cause is removed.',
      since: 'Since {{time}}, last seen {{seen}}',
      license: 'License {{id}}',
      subject: 'Subject {{subject}}',
      remedy: 'What to do: {{remedy}}',
      acknowledge: 'Acknowledge',
      acknowledgeTitle: 'Acknowledge security event',
      accepts:
        'Acknowledging accepts exactly what was found here as the new baseline, if that can be accepted, and closes the event. A license that does not verify cannot be accepted: its event stays open until the license is repaired or deleted.',
      acceptsNothing:
        'This is no longer the case. Acknowledging closes the event and accepts nothing: the baseline stays as it is.',
      differs:
        'What is there now differs from what you were shown, so nothing was accepted. Your note is kept.',
      lookAgain: 'Look at it again',
      differsNow:
        'This is what is there now. Check it, then acknowledge it if you answer for it.',
      differsNotYet:
        'The last scan still found what you were shown. Wait for the next scan, or run one, then look again.',
      answered: 'Somebody else has acknowledged this event in the meantime.',
      note: 'Note',
      noteHint: 'What was found, and what was done about it (1 to 500).',
      deleteDocument: 'Delete document',
      deleteTitle: 'Delete document',
      deleteQuestion: 'Delete the document {{name}} from the database?',
      deleteEffect:
        'It counts for nothing, so the cards stay as they are. It cannot be brought back: if you want to examine it, copy it from the database first.',
      deleted:
        'The document {{name}} was deleted. Acknowledge the event to close it.',
      deletedAnswered: 'The document {{name}} was deleted.',
      done: 'The event was acknowledged and closed.',
      doneOpen: 'The event was acknowledged. {{staysOpen}}',
      busy: 'Acknowledging',
    },
    ledger: {
      title: 'Ledger',
      head: 'Entry {{sequence}}, recorded {{time}}, digest {{digest}}',
      copy: 'Copy the checkpoint',
      hint: 'Keep a copy where nobody who can change the database gets to: it shows later whether the ledger was cut, rewritten or restored from an older copy.',
    },
    revocations: {
      title: 'Revocation List',
      none: 'No revocation list is installed: no license counts as revoked.',
      list: 'List {{sequence}}: {{revoked}}.',
      listIssued: 'List {{sequence}}, issued {{time}}: {{revoked}}.',
      revoked_one: '{{count}} license is revoked',
      revoked_other: '{{count}} licenses are revoked',
      table: 'Revoked licenses',
      license: 'License',
      revokedAt: 'Revoked',
      reason: 'Reason',
      upload: 'Upload Revocation List',
      effect:
        'A list takes the place of the one in force if its number is higher. Licenses that it names no longer count.',
      fileInput: 'Revocation list file',
      hint: 'Choose the revocation list that your vendor sent, or drop it here.',
      wrongType: 'Only a .json file can be a revocation list.',
      tooMany: 'Choose one file at a time.',
      tooLarge:
        'The file is larger than 1 MiB, the most a revocation list can have.',
      done: 'Revocation list {{sequence}} is in force: {{revoked}}.',
      unchanged:
        'Revocation list {{sequence}} was in force already: nothing changed.',
    },
    duration: {
      seconds_one: '{{count}} second',
      seconds_other: '{{count}} seconds',
      minutes_one: '{{count}} minute',
      minutes_other: '{{count}} minutes',
      hours_one: '{{count}} hour',
      hours_other: '{{count}} hours',
      days_one: '{{count}} day',
      days_other: '{{count}} days',
    },
  },
});
