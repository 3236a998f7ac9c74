import django.contrib.postgres.fields
import django.db.models.deletion
import shelterbelt.ground.clock
import shelterbelt.ground.secrets.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Professional',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key_agency', models.UUIDField(help_text="The agency key under which this person's key is wrapped; it stays when they move.")),
                ('country', models.CharField(max_length=2)),
                ('zone', models.CharField(max_length=64)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=35), default=list, size=None)),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('child_youth_services', 'Child and youth services'), ('banking_finance', 'Banking and finance'), ('cyber_security', 'Cyber security'), ('journalism', 'Journalism'), ('hospitality', 'Hospitality'), ('law_justice', 'Law and justice'), ('policing', 'Policing'), ('health_care', 'Health care'), ('education', 'Schools and education'), ('technology_social_media', 'Social media and technology'), ('communities_elders_faith', 'Communities, elders and faith'), ('immigration_settlement', 'Immigration and settlement'), ('refugee_services', 'Refugee services')], max_length=40), default=list, size=None)),
                ('bio', models.TextField(blank=True, max_length=2000)),
                ('registered_at', models.DateTimeField(default=shelterbelt.ground.clock.now)),
                ('account', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='professional', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('country', models.CharField(max_length=2)),
                ('domain', models.CharField(blank=True, max_length=253)),
                ('kind', models.CharField(choices=[('agency', 'service agency'), ('community', 'community organisation'), ('faith', 'faith body'), ('school', 'school or school board'), ('university', 'university or college'), ('health', 'health service'), ('justice', 'court or legal service'), ('police', 'police service'), ('government', 'government body'), ('company', 'company'), ('network', 'network or association')], default='agency', max_length=20)),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('child_youth_services', 'Child and youth services'), ('banking_finance', 'Banking and finance'), ('cyber_security', 'Cyber security'), ('journalism', 'Journalism'), ('hospitality', 'Hospitality'), ('law_justice', 'Law and justice'), ('policing', 'Policing'), ('health_care', 'Health care'), ('education', 'Schools and education'), ('technology_social_media', 'Social media and technology'), ('communities_elders_faith', 'Communities, elders and faith'), ('immigration_settlement', 'Immigration and settlement'), ('refugee_services', 'Refugee services')], max_length=40), blank=True, default=list, size=None)),
                ('joined_at', models.DateTimeField(default=shelterbelt.ground.clock.now)),
            ],
            options={
                'ordering': ('name', 'id'),
            },
        ),
        migrations.CreateModel(
            name='PersonName',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('chosen', 'the name I go by'), ('legal', 'legal name'), ('community', 'community or ceremonial name'), ('nickname', 'nickname'), ('unsafe', 'a name nobody should use for me'), ('former', 'former name')], max_length=12)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('sealed', shelterbelt.ground.secrets.fields.SealedText(blank=True, null=True)),
                ('seen_by', models.CharField(choices=[('everyone', 'everyone'), ('custodian', 'the leads of one organisation, with a reason'), ('me', 'only me')], default='me', max_length=10)),
                ('custodian', models.UUIDField(blank=True, null=True)),
                ('context', models.CharField(choices=[('everywhere', 'everywhere'), ('certificates', 'on certificates'), ('payments', 'for payments'), ('travel', 'for travel and visas'), ('community', 'in my community')], default='everywhere', max_length=14)),
                ('since', models.DateTimeField(default=shelterbelt.ground.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='UnsafeNameMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('word_count', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='CommunityChoice',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='community_choice', serialize=False, to='people.professional')),
                ('sealed', shelterbelt.ground.secrets.fields.SealedText()),
                ('told_at', models.DateTimeField(default=shelterbelt.ground.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('use', models.CharField(choices=[('show_as_panellist', 'Show me as a panellist'), ('contact_by_mail', 'Write to me about other programmes'), ('show_in_cohort', 'Show me to my cohort'), ('record_sessions', 'Record my sessions'), ('balance_panels', 'Help to balance panels')], max_length=30)),
                ('given_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='people.professional')),
            ],
            options={
                'ordering': ('use', '-given_at'),
            },
        ),
        migrations.CreateModel(
            name='ConsentEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person', models.UUIDField(db_index=True)),
                ('consent', models.UUIDField()),
                ('use', models.CharField(choices=[('show_as_panellist', 'Show me as a panellist'), ('contact_by_mail', 'Write to me about other programmes'), ('show_in_cohort', 'Show me to my cohort'), ('record_sessions', 'Record my sessions'), ('balance_panels', 'Help to balance panels')], max_length=30)),
                ('recipient', models.UUIDField(blank=True, null=True)),
                ('step', models.CharField(choices=[('given', 'given'), ('replaced', 'given anew'), ('withdrawn', 'withdrawn')], max_length=10)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-at', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('use__in', ['show_as_panellist', 'contact_by_mail', 'show_in_cohort', 'record_sessions', 'balance_panels'])), name='consent_event_use_known'), models.CheckConstraint(condition=models.Q(('step__in', ['given', 'replaced', 'withdrawn'])), name='consent_event_step_known')],
            },
        ),
        migrations.CreateModel(
            name='LivedExperience',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed', shelterbelt.ground.secrets.fields.SealedText(blank=True, null=True)),
                ('told_at', models.DateTimeField(default=shelterbelt.ground.clock.now)),
                ('consent', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lived_experience', to='people.consent')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lived_experience', to='people.professional')),
            ],
        ),
        migrations.AddField(
            model_name='professional',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='professionals', to='people.organisation'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organisation_has_name'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('country__regex', '^[A-Z]{2}$')), name='organisation_country_iso'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['agency', 'community', 'faith', 'school', 'university', 'health', 'justice', 'police', 'government', 'company', 'network'])), name='organisation_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('sectors__contained_by', ['child_youth_services', 'banking_finance', 'cyber_security', 'journalism', 'hospitality', 'law_justice', 'policing', 'health_care', 'education', 'technology_social_media', 'communities_elders_faith', 'immigration_settlement', 'refugee_services'])), name='organisation_sectors_known'),
        ),
        migrations.AddField(
            model_name='consent',
            name='recipient',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='personname',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='people.professional'),
        ),
        migrations.AddField(
            model_name='unsafenamemark',
            name='name',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mark', to='people.personname'),
        ),
        migrations.AddField(
            model_name='unsafenamemark',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unsafe_marks', to='people.professional'),
        ),
        migrations.AddConstraint(
            model_name='professional',
            constraint=models.CheckConstraint(condition=models.Q(('country__regex', '^[A-Z]{2}$')), name='professional_country_iso'),
        ),
        migrations.AddConstraint(
            model_name='professional',
            constraint=models.CheckConstraint(condition=models.Q(('zone', ''), _negated=True), name='professional_has_zone'),
        ),
        migrations.AddConstraint(
            model_name='professional',
            constraint=models.CheckConstraint(condition=models.Q(('languages__len__gte', 1)), name='professional_has_language'),
        ),
        migrations.AddConstraint(
            model_name='professional',
            constraint=models.CheckConstraint(condition=models.Q(('sectors__len__gte', 1)), name='professional_has_sector'),
        ),
        migrations.AddConstraint(
            model_name='professional',
            constraint=models.CheckConstraint(condition=models.Q(('sectors__contained_by', ['child_youth_services', 'banking_finance', 'cyber_security', 'journalism', 'hospitality', 'law_justice', 'policing', 'health_care', 'education', 'technology_social_media', 'communities_elders_faith', 'immigration_settlement', 'refugee_services'])), name='professional_sectors_known'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('use__in', ['show_as_panellist', 'contact_by_mail', 'show_in_cohort', 'record_sessions', 'balance_panels'])), name='consent_use_known'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('given_at'))), name='consent_expires_later'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='consent_withdrawn_later'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_at__isnull', True), ('replaced_at__gte', models.F('given_at')), _connector='OR'), name='consent_replaced_later'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('replaced_at__isnull', True), _connector='OR'), name='consent_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('person', 'use', 'recipient'), name='consent_one_at_a_time', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['chosen', 'legal', 'community', 'nickname', 'unsafe', 'former'])), name='name_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.CheckConstraint(condition=models.Q(('seen_by__in', ['everyone', 'custodian', 'me'])), name='name_seen_by_known'),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.CheckConstraint(condition=models.Q(('context__in', ['everywhere', 'certificates', 'payments', 'travel', 'community'])), name='name_context_known'),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['former', 'legal', 'unsafe']), ('sealed__isnull', False), ('words', '')), models.Q(models.Q(('kind__in', ['former', 'legal', 'unsafe']), _negated=True), models.Q(('words', ''), _negated=True), ('sealed__isnull', True)), _connector='OR'), name='name_sealed_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('custodian__isnull', False), ('seen_by', 'custodian')), models.Q(models.Q(('seen_by', 'custodian'), _negated=True), ('custodian__isnull', True)), _connector='OR'), name='name_custodian_named'),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'chosen'), _negated=True), models.Q(('context', 'everywhere'), ('seen_by', 'everyone')), _connector='OR'), name='name_chosen_is_open'),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('unsafe', 'former')), _negated=True), ('seen_by', 'me'), _connector='OR'), name='name_unsafe_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['former', 'legal', 'unsafe']), _negated=True), models.Q(('seen_by', 'everyone'), _negated=True), _connector='OR'), name='name_sealed_not_for_everyone'),
        ),
        migrations.AddConstraint(
            model_name='personname',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('chosen', 'legal'))), fields=('person', 'kind'), name='name_one_chosen_one_legal'),
        ),
        migrations.AddConstraint(
            model_name='unsafenamemark',
            constraint=models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='mark_is_digest'),
        ),
        migrations.AddConstraint(
            model_name='unsafenamemark',
            constraint=models.CheckConstraint(condition=models.Q(('word_count__gte', 1)), name='mark_has_words'),
        ),
    ]
