/** Migrations on LibSQL: applied whole or not at all, by one of many, and never over somebody else's tables. */
import { describeMigrations } from '../../sql/test/migration-suite';
import { describeNamespaces } from '../../sql/test/namespace-suite';
import { describeUpgrades } from '../../sql/test/upgrade-suite';
import { libsqlSubject } from './migration-subject';

for (const tablePrefix of ['', 'av_']) {
  const subject = libsqlSubject(tablePrefix);
  describeMigrations(subject);
  describeNamespaces(subject);
  describeUpgrades(subject);
}
