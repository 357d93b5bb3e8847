import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0008_newest_added'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('extent', models.CharField(choices=[('whole', '整篇'), ('part', '部分相同')], max_length=5)),
                ('is_first', models.BooleanField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reprints', to='archive.article')),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='printings', to='archive.article')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dispatch', 'article'), name='one_reprint_per_article')],
            },
        ),
    ]
