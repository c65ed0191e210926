import django.db.models.deletion
import uptake.sources.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0001_initial'),
        ('projects', '__first__'),
        ('sources', '0002_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('name', models.CharField(max_length=255)),
                ('content', models.FileField(upload_to=uptake.sources.models.place_document)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('waiting', 'Its text is being read'), ('read', 'Text read'), ('no_text', 'Pictures of pages, without text'), ('locked', 'Locked with a password'), ('failed', 'Its text could not be read')], default='waiting', max_length=10)),
                ('removed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='sources.reference')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='DuplicateSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('method', models.CharField(max_length=60)),
                ('figures', models.JSONField(default=dict, help_text='references, pairs, merged, to review')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(choices=[('erratum', 'Erratum of'), ('correction', 'Correction of'), ('retraction', 'Retraction of'), ('concern', 'Expression of concern about'), ('update', 'Update of'), ('reply', 'Reply to or comment on'), ('abstract', 'Conference abstract of'), ('preprint', 'Preprint of'), ('translation', 'Translation of'), ('series', 'Part of one series with')], max_length=12)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('by_rule', models.BooleanField(default=False)),
                ('removed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='sources.reference')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_by', to='sources.reference')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('first', 'second', 'kind'), name='a_relation_once')],
            },
        ),
        migrations.CreateModel(
            name='StatementCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('domain', models.CharField(max_length=60)),
                ('level', models.CharField(max_length=60)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='sources.statement')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('statement', 'domain', 'level'), name='a_statement_cell_once')],
            },
        ),
        migrations.CreateModel(
            name='DocumentPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='sources.document')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
            ],
            options={
                'ordering': ('document', 'number'),
                'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='one_text_a_page')],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('score', models.FloatField(help_text='how likely the two are one work, 0 to 1')),
                ('reasons', models.JSONField(default=list, help_text='what speaks for and against, in words')),
                ('rule', models.CharField(blank=True, help_text='why the method never merges the two, if it does not', max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'Waits for a decision'), ('same', 'One work: merged'), ('different', 'Two works: kept apart'), ('related', 'Two works that belong together: linked'), ('hidden', 'Hidden: the import of a record was undone')], default='waiting', max_length=10)),
                ('by_rule', models.BooleanField(default=False, help_text='decided by the method, not a person')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.reference')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.reference')),
                ('found_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='sources.duplicatesearch')),
            ],
            options={
                'ordering': ('-score', 'pk'),
                'indexes': [models.Index(fields=['project', 'state', 'score'], name='pairs_to_decide')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='a_pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='a_pair_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PairDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('verdict', models.CharField(choices=[('waiting', 'Waits for a decision'), ('same', 'One work: merged'), ('different', 'Two works: kept apart'), ('related', 'Two works that belong together: linked'), ('hidden', 'Hidden: the import of a record was undone')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='sources.duplicatepair')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('pair',), name='one_decision_a_pair')],
            },
        ),
        migrations.RemoveIndex(
            model_name='reference',
            name='what_the_list_scans',
        ),
        migrations.AddField(
            model_name='earlierwording',
            name='direction',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='earlierwording',
            name='quote',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='importfile',
            name='heard_at',
            field=models.DateTimeField(help_text='when that process was last heard of', null=True),
        ),
        migrations.AddField(
            model_name='importfile',
            name='mapping',
            field=models.JSONField(default=dict, help_text='what each column of a table holds, where a person said so'),
        ),
        migrations.AddField(
            model_name='importfile',
            name='storing_as',
            field=models.CharField(blank=True, help_text='which process stores it', max_length=120),
        ),
        migrations.AddField(
            model_name='reference',
            name='brought',
            field=models.JSONField(default=list, help_text='decisions of another tool, as they came'),
        ),
        migrations.AddField(
            model_name='reference',
            name='came_from',
            field=models.JSONField(default=dict, help_text="when merged: each field's record"),
        ),
        migrations.AddField(
            model_name='reference',
            name='merged_into',
            field=models.ForeignKey(help_text='the reference that this record is a duplicate of', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='sources.reference'),
        ),
        migrations.AddField(
            model_name='reference',
            name='own',
            field=models.JSONField(default=dict, help_text='when merged: its own fields before that'),
        ),
        migrations.AddField(
            model_name='search',
            name='route',
            field=models.CharField(choices=[('database', 'A database'), ('register', 'A register of studies'), ('website', 'A website'), ('organisation', 'An organisation'), ('citations', 'Citation searching'), ('other', 'Another way')], default='database', max_length=12),
        ),
        migrations.AddField(
            model_name='statement',
            name='direction',
            field=models.CharField(blank=True, choices=[('barrier', 'Barrier'), ('facilitator', 'Facilitator')], max_length=12),
        ),
        migrations.AddField(
            model_name='statement',
            name='quote',
            field=models.TextField(blank=True, help_text="the paper's own words"),
        ),
        migrations.AddField(
            model_name='statement',
            name='same_as',
            field=models.ForeignKey(help_text="the other reviewer's statement that says the same", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='twins', to='sources.statement'),
        ),
        migrations.AlterField(
            model_name='importfile',
            name='state',
            field=models.CharField(choices=[('previewed', 'Waits for a decision'), ('storing', 'Being imported'), ('stored', 'Imported'), ('dropped', 'Not imported'), ('undone', 'Import undone')], default='previewed', max_length=10),
        ),
        migrations.AddIndex(
            model_name='importfile',
            index=models.Index(fields=['state'], name='files_by_state'),
        ),
        migrations.AddIndex(
            model_name='reference',
            index=models.Index(fields=['project', 'merged_into', 'year', 'kind', 'has_abstract', 'retracted_at', 'file', 'author_key', 'title_key'], name='what_the_list_scans'),
        ),
    ]
