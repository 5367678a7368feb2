"""The tables of the knowledge base and of its search index."""

import django.db.models.deletion
import petclinic.models.knowledge
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('petclinic', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='小写字母、数字和连字符，导入时靠它认出同一篇', max_length=80, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('text', models.TextField(help_text='Markdown，短一点好', max_length=20000, verbose_name='正文')),
                ('species', models.CharField(choices=[('cat', '猫'), ('dog', '狗'), ('both', '猫和狗')], default='both', max_length=4, verbose_name='适用')),
                ('tags', models.JSONField(blank=True, default=list, help_text='例如 ["呕吐", "吐黄水"]，主人会怎么说就怎么写', verbose_name='标签')),
                ('publisher', models.CharField(max_length=200, verbose_name='来源机构')),
                ('source_title', models.CharField(blank=True, max_length=300, verbose_name='来源标题')),
                ('url', models.URLField(blank=True, max_length=1000, verbose_name='来源网址')),
                ('source_date', models.CharField(blank=True, help_text='页面上写到哪一级就写到哪一级：2024、2024-06 或 2024-06-09', max_length=10, validators=[petclinic.models.knowledge.validate_date], verbose_name='来源日期')),
                ('retrieved_at', models.DateField(blank=True, null=True, verbose_name='查阅日期')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签署时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签署人')),
            ],
            options={
                'verbose_name': '知识库文章',
                'verbose_name_plural': '知识库文章',
                'ordering': ['key'],
                'permissions': [('sign_article', '可以审阅并签署知识库文章')],
            },
        ),
        migrations.CreateModel(
            name='ArticleTerm',
            fields=[
                ('term', models.CharField(max_length=48, primary_key=True, serialize=False, verbose_name='词')),
                ('articles', models.IntegerField(verbose_name='文章数')),
            ],
            options={
                'verbose_name': '检索词',
                'verbose_name_plural': '检索词',
            },
        ),
        migrations.CreateModel(
            name='ArticleIndex',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='petclinic.article', verbose_name='文章')),
                ('species', models.CharField(max_length=4, verbose_name='适用')),
                ('words', models.TextField(verbose_name='检索词')),
            ],
            options={
                'verbose_name': '检索索引',
                'verbose_name_plural': '检索索引',
            },
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='article_signed_by_somebody'),
        ),
    ]
